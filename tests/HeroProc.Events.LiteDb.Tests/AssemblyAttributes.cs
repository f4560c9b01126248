// Every test has a folder of its own.
[assembly: Parallelizable(ParallelScope.Fixtures)]
