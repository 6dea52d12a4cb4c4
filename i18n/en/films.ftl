### Words of the area "films".
