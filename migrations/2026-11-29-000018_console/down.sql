DROP TABLE security_log;
DROP TABLE web_sessions;
