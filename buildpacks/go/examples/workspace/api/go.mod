module example.org/workspace/api

go 1.19
