DROP TABLE link_changes;
