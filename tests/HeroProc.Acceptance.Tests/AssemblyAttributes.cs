using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]

// Every test starts processes; two at a time keep a small machine from running into time limits.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
