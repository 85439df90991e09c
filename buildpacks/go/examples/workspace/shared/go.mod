module example.org/workspace/shared

go 1.19
