// Every test starts processes; two at a time keep a small machine from running into time limits.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
