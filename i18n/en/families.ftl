### Words of the area "families".
