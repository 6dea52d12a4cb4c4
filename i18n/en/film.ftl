### Words of the area "film".
