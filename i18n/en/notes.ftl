### Words of the area "notes".
