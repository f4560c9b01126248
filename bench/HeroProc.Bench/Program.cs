using BenchmarkDotNet.Running;
using HeroProc.Bench.Durability;
using HeroProc.Bench.Matching;

// "--matching" and "--durable" print the rates that matter in a few seconds; anything else goes to BenchmarkDotNet, which takes its time.
if (args is ["--matching"])
{
    MatchingRates.Print(Console.Out, TimeProvider.System);
    return;
}

if (args is ["--durable"])
{
    await DurableRate.PrintAsync(Console.Out, TimeSpan.FromSeconds(5));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(MatchingRates).Assembly).Run(args);
