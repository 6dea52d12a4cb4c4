### Words of the area "members".
