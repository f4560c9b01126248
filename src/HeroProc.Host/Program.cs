using HeroProc.Host.Hosting;

#pragma warning disable RS0030 // The composition root is the one place that names the real clock.
var time = TimeProvider.System;
#pragma warning restore RS0030

var code = await new HostRun(Environment.GetEnvironmentVariables(), Console.Out, Console.Error, time).RunAsync(args).ConfigureAwait(false);

// Not a return: a foreground thread of an extension that does not end would keep the process alive.
Environment.Exit(code);
