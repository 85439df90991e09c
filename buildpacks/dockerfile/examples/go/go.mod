module example.org/staged

go 1.19
