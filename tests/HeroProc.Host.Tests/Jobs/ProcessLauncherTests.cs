using System.Diagnostics;
using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Host.Jobs;
using HeroProc.Host.Jobs.Output;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Host.Tests.Jobs;

[Platform("Linux")]
internal sealed class ProcessLauncherTests
{
    private TemporaryFolder _folder = null!;
    private JobFolders _folders = null!;
    private JobsOptions _options = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _folders = new JobFolders(Path.Combine(_folder.Path, "work"));
        _options = new JobsOptions { PollInterval = TimeSpan.FromMilliseconds(10), LogBytes = 64 * 1024 };
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("bash", "exit 0", 0)]
    [TestCase("bash", "exit 7", 7)]
    [TestCase("bash", "kill -9 $$", 137)]
    [TestCase("python3", "import sys; sys.exit(3)", 3)]
    [TestCase("exec", "true", 0)]
    [TestCase("exec", "sh -c 'exit 5'", 5)]
    [CancelAfter(30_000)]
    public async Task StartAsync_GivesTheExitCode(string interpreter, string script, int expected, CancellationToken token)
    {
        await using var attempt = await RunAsync(Spec(interpreter, script));
        Assert.That(await attempt.Exit.WaitAsync(token), Is.EqualTo(expected));
    }

    [TestCase("exec", "/no/such/program --flag")]
    [TestCase("exec", "no-such-program-anywhere")]
    public async Task StartAsync_FailsWithAReason_WhenThereIsNoSuchProgram(string interpreter, string script)
    {
        var start = await Launcher().StartAsync(Plan(Spec(interpreter, script)), default);
        Assert.That(start, Is.TypeOf<AttemptStart.Failed>());
        Assert.That(((AttemptStart.Failed)start).Reason, Does.Contain("no program").And.Contain(script.Split(' ')[0]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task StartAsync_PassesExactlyTheVariablesOfTheContract(CancellationToken token)
    {
        var definition = new JobDefinition
        {
            Spec = Spec("exec", "env") with { Env = new Dictionary<string, string> { ["A"] = "spec", ["B"] = "spec", ["Q"] = "it's \"$(touch x)\"\n2nd" } },
            Env = new Dictionary<string, string> { ["B"] = "request", ["HERO_EVENT_ID"] = "e-1", ["HERO_ATTEMPT"] = "1" },
            Inputs = JsonElement.Parse("""{"x":1}"""),
            Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["HERO_EVENT_FILE"] = "event"u8.ToArray() },
        };
        var plan = new AttemptPlan("job-1", 2, 2, definition, new Dictionary<string, string> { ["HERO_ATTEMPT"] = "9" });
        await using (var attempt = await RunAsync(plan))
            await attempt.Exit.WaitAsync(token);
        var folder = _folders.Of("job-1");
        Assert.That(Output("job-1", 2, 2), Is.EquivalentTo((string[])
        [
            "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "A=spec", "B=request", "Q=it's \"$(touch x)\"", "2nd", "HERO_EVENT_ID=e-1", "HERO_JOB_ID=job-1", "HERO_ATTEMPT=9",
            $"HERO_INPUTS_FILE={folder}/inputs.json", "HERO_INPUTS={\"x\":1}", $"HERO_EVENT_FILE={folder}/files/HERO_EVENT_FILE",
        ]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task StartAsync_GivesLargeInputsAsAFileOnly(CancellationToken token)
    {
        var inputs = JsonSerializer.SerializeToElement(new string('x', 40_000));
        var definition = new JobDefinition { Spec = Spec("bash", "echo ${HERO_INPUTS-unset}; wc -c < $HERO_INPUTS_FILE"), Inputs = inputs };
        await using (var attempt = await RunAsync(new AttemptPlan("job-1", 1, 1, definition, null)))
            await attempt.Exit.WaitAsync(token);
        Assert.That(Output("job-1"), Is.EqualTo((string[])["unset", "40002"]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task StartAsync_KeepsFilesForTheOwnerAlone(CancellationToken token)
    {
        var definition = new JobDefinition
        {
            Spec = Spec("bash", "true"),
            Inputs = JsonElement.Parse("1"),
            Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["F"] = "x"u8.ToArray() },
        };
        await using (var attempt = await RunAsync(new AttemptPlan("job-1", 1, 1, definition, null)))
            await attempt.Exit.WaitAsync(token);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var path in Directory.EnumerateFileSystemEntries(_folders.Of("job-1"), "*", SearchOption.AllDirectories).Append(_folders.Of("job-1")))
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(Directory.Exists(path) ? Owner | UnixFileMode.UserExecute : Owner), path);
    }

    [TestCase("$(touch hacked)")]
    [TestCase("`touch hacked`")]
    [TestCase("'; touch hacked; '")]
    [TestCase("\"\n touch hacked\n\"")]
    [TestCase("| touch hacked")]
    [CancelAfter(30_000)]
    public async Task StartAsync_NeverRunsWhatInputsSay(string hostile, CancellationToken token)
    {
        var inputs = JsonSerializer.SerializeToElement(hostile);
        var spec = Spec("bash", "cat \"$HERO_INPUTS_FILE\"; echo; printf '%s\\n' \"$HERO_INPUTS\"; printf '%s' \"$X\"");
        var definition = new JobDefinition { Spec = spec, Inputs = inputs, Env = new Dictionary<string, string> { ["X"] = hostile } };
        await using (var attempt = await RunAsync(new AttemptPlan("job-1", 1, 1, definition, null)))
            Assert.That(await attempt.Exit.WaitAsync(token), Is.Zero);
        Assert.That(Directory.GetFiles(_folder.Path, "hacked", SearchOption.AllDirectories), Is.Empty);
        Assert.That(string.Join('\n', Output("job-1")), Is.EqualTo($"{inputs.GetRawText()}\n{inputs.GetRawText()}\n{hostile}"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task StartAsync_PassesQuotedWordsToAProgramWithoutAShell(CancellationToken token)
    {
        await using (var attempt = await RunAsync(Spec("exec", """printf '%s|' "a b" $HOME ';' * \$(id) "\"q\"" """)))
            await attempt.Exit.WaitAsync(token);
        Assert.That(Output("job-1"), Is.EqualTo((string[])["a b|$HOME|;|*|$(id)|\"q\"|"]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Kill_EndsTheWholeGroup(CancellationToken token)
    {
        await using var attempt = await RunAsync(Spec("bash", "trap '' TERM; (trap '' TERM; echo child $BASHPID; while :; do sleep 60; done) & echo parent $$; wait"));
        var pids = await ReadyAsync(2, token);
        attempt.Terminate();
        Assert.That(attempt.Exit.IsCompleted, Is.False);
        attempt.Kill();
        Assert.That(await attempt.Exit.WaitAsync(token), Is.EqualTo(137));
        await GoneAsync(pids, token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Terminate_LetsTheProcessCleanUp(CancellationToken token)
    {
        await using var attempt = await RunAsync(Spec("bash", "trap 'echo bye; exit 9' TERM; echo ready 1; while :; do sleep 0.05; done"));
        await ReadyAsync(1, token);
        attempt.Terminate();
        Assert.That(await attempt.Exit.WaitAsync(token), Is.EqualTo(9));
        Assert.That(Output("job-1"), Does.Contain("bye"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Exit_EndsWhatTheProcessLeftBehind(CancellationToken token)
    {
        await using var attempt = await RunAsync(Spec("bash", "sleep 300 & echo child $!"));
        Assert.That(await attempt.Exit.WaitAsync(token), Is.Zero);
        await GoneAsync(Pids(), token);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Output_IsBounded_HoweverMuchComes(CancellationToken token)
    {
        await using (var attempt = await RunAsync(Spec("bash", "echo first; yes | head -c 20M; head -c 5000000 /dev/zero; echo; echo last")))
            Assert.That(await attempt.Exit.WaitAsync(token), Is.Zero);
        var files = Directory.GetFiles(_folders.OfStart("job-1", 1, 1), "*.log");
        Assert.That(files.Sum(file => new FileInfo(file).Length), Is.LessThanOrEqualTo(_options.LogBytes).And.GreaterThan(_options.LogBytes / 2));
        var lines = new JobOutput(_folders).Read("job-1", null).ToArray();
        Assert.That(lines[0].Line.Line, Is.EqualTo("first"));
        Assert.That(lines.Any(line => line.Line is { Line: "last" }), Is.True);
        Assert.That(lines.Sum(line => line.CutBefore), Is.GreaterThan(1_000_000));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task FindAsync_AdoptsALivingProcess_AndReadsItsOutputAndExitCode(CancellationToken token)
    {
        var first = await RunAsync(Spec("bash", "echo before 1; while [ ! -e go ]; do sleep 0.02; done; echo after; exit 4"));
        await ReadyAsync(1, token);
        await first.DisposeAsync();

        var finding = await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token);
        Assert.That(finding, Is.TypeOf<AttemptFinding.Alive>());
        await using var adopted = ((AttemptFinding.Alive)finding).Attempt;
        await File.WriteAllTextAsync(Path.Combine(_folders.Of("job-1"), "go"), string.Empty, token);
        Assert.That(await adopted.Exit.WaitAsync(token), Is.EqualTo(4));
        Assert.That(Output("job-1"), Is.EqualTo((string[])["before 1", "after"]));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task FindAsync_StopsAnAdoptedProcess(CancellationToken token)
    {
        var first = await RunAsync(Spec("bash", "echo ready $$; while :; do sleep 60; done"));
        var pids = await ReadyAsync(1, token);
        await first.DisposeAsync();
        var finding = (AttemptFinding.Alive)await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token);
        await using var adopted = finding.Attempt;
        adopted.Terminate();
        Assert.That(await adopted.Exit.WaitAsync(token), Is.EqualTo(143));
        await GoneAsync(pids, token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task FindAsync_GivesTheExitCode_WhenTheProcessEndedWhileNobodyWatched(CancellationToken token)
    {
        var first = await RunAsync(Spec("bash", "echo ready 1; while [ ! -e go ]; do sleep 0.02; done; exit 6"));
        await ReadyAsync(1, token);
        await first.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folders.Of("job-1"), "go"), string.Empty, token);
        using var watcher = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (AttemptScript.ReadExit(_folders.OfStart("job-1", 1, 1)) is null)
            await watcher.WaitForNextTickAsync(token);
        using var gone = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        AttemptFinding finding;
        while ((finding = await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token)) is AttemptFinding.Alive alive)
        {
            await alive.Attempt.DisposeAsync();
            await gone.WaitForNextTickAsync(token);
        }

        Assert.That(finding, Is.EqualTo(new AttemptFinding.Exited(6)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task FindAsync_KillsWhatAGoneProcessLeftBehind(CancellationToken token)
    {
        var first = await RunAsync(Spec("bash", "trap '' HUP; sleep 300 & echo child $!; sleep 300"));
        var pids = await ReadyAsync(1, token);
        await first.DisposeAsync();
        var begun = BegunFile.Read(Path.Combine(_folders.OfStart("job-1", 1, 1), "begun"))!;
        Posix.Signal(begun.Process!.Value, Posix.KillSignal);
        await GoneAsync([begun.Process.Value], token);

        Assert.That(await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token), Is.TypeOf<AttemptFinding.Gone>());
        await GoneAsync(pids, token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task FindAsync_KeepsAStartFromBeginning_WhenItHasNotYet(CancellationToken token)
    {
        var start = _folders.OfStart("job-1", 1, 1);
        JobFolders.Create(start);
        HostPipes.Make(start);
        Assert.That(await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token), Is.TypeOf<AttemptFinding.NeverBegun>());

        // The wrapper of that start comes late: the program must not run any more.
        var info = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folders.Of("job-1") };
        foreach (var argument in (string[])["-c", AttemptScript.Text, "late", JobFolders.StartName(1, 1), "/usr/bin/touch", "ran"])
            info.ArgumentList.Add(argument);
        using var late = Process.Start(info)!;
        await late.WaitForExitAsync(token);
        Assert.That(File.Exists(Path.Combine(_folders.Of("job-1"), "ran")), Is.False);
        Assert.That(await Launcher().FindAsync("job-1", 1, 1, ProcessTable.Boot(), token), Is.TypeOf<AttemptFinding.NeverBegun>());
    }

    [Test]
    public async Task FindAsync_CallsAnAttemptOfAnotherBootGone_EvenWhenNoFileSaysItBegan() =>
        Assert.That(await Launcher().FindAsync("job-1", 1, 1, "another-boot", default), Is.TypeOf<AttemptFinding.Gone>());

    [Test]
    [CancelAfter(30_000)]
    public async Task TrimAttempts_KeepsTheNewestOnes(CancellationToken token)
    {
        _options.KeptAttempts = 2;
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            Launcher().TrimAttempts("job-1");
            await using var running = await RunAsync(Plan(Spec("bash", $"echo {attempt}")) with { Attempt = attempt, Start = attempt });
            await running.Exit.WaitAsync(token);
        }

        Assert.That(_folders.Starts("job-1"), Is.EqualTo(((int, int)[])[(3, 3), (4, 4)]));
    }

    private static ActionSpec Spec(string interpreter, string script) => new() { Interpreter = interpreter, Script = script };

    private static AttemptPlan Plan(ActionSpec spec) => new("job-1", 1, 1, new JobDefinition { Spec = spec }, null);

    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].TrimStart().StartsWith('Z');

    private ProcessLauncher Launcher() => new(
        _folders, _options, Python.Environment, TimeProvider.System, NullLogger<ProcessLauncher>.Instance);

    private Task<IRunningAttempt> RunAsync(ActionSpec spec) => RunAsync(Plan(spec));

    private async Task<IRunningAttempt> RunAsync(AttemptPlan plan)
    {
        var start = await Launcher().StartAsync(plan, default);
        Assert.That(start, Is.TypeOf<AttemptStart.Running>());
        return ((AttemptStart.Running)start).Attempt;
    }

    private string[] Output(string job, int attempt = 1, int start = 1) =>
        [.. OutputFiles.Read(_folders.OfStart(job, attempt, start)).Select(line => line.Line)];

    private int[] Pids() => [.. Output("job-1").Select(line => line.Split(' ')).Where(words => words.Length == 2).Select(words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture))];

    private async Task<int[]> ReadyAsync(int lines, CancellationToken token)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Pids().Length < lines)
            await timer.WaitForNextTickAsync(token);
        return Pids();
    }

    private static async Task GoneAsync(int[] pids, CancellationToken token)
    {
        Assert.That(pids, Is.Not.Empty);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (pids.Any(IsAlive))
            await timer.WaitForNextTickAsync(token);
    }
}
