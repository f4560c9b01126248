// Every test makes its own disk or folder. The power-cut and kill tests are long beside the rest.
[assembly: Parallelizable(ParallelScope.Fixtures)]
