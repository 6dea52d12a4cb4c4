### Words of the area "visit".
