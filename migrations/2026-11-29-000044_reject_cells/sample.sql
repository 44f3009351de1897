UPDATE rejects SET cells = '[["Serial","SN-1"],["Name",""]]';
