UPDATE web_sessions SET door = 'password';
