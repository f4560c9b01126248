using BenchmarkDotNet.Running;
using HeroProc.Bench.Matching;

// "--matching" prints the rates that matter in a few seconds; anything else goes to BenchmarkDotNet, which takes its time.
if (args is ["--matching"])
{
    MatchingRates.Print(Console.Out, TimeProvider.System);
    return;
}
BenchmarkSwitcher.FromAssembly(typeof(MatchingRates).Assembly).Run(args);
