DROP TABLE known_episodes;
