DROP TABLE company_links;
DROP TABLE pulls;
DROP TABLE refs;
DROP TABLE ticket_reports;
DROP TABLE acts;
DROP TABLE moments;
DROP TABLE episodes;
DROP TABLE tickets;
