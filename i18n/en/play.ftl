### Words of the area "play".
