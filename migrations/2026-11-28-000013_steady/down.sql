DROP TABLE steady_times;
