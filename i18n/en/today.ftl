### Words of the area "today".
