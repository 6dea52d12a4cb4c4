### Words of the area "lock".

lock-unlock = Unlock
