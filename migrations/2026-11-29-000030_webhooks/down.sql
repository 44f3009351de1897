DROP TABLE webhook_jobs;
DROP TABLE webhook_messages;
