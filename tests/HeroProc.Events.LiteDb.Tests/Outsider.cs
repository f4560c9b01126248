using System.Diagnostics;
using System.Globalization;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>Another program, which does not ask for locks.</summary>
internal static class Outsider
{
    public static async Task WriteAsync(string path, long position, byte[] bytes)
    {
        var source = path + ".bytes";
        await File.WriteAllBytesAsync(source, bytes);
        await RunAsync("dd", $"if={source}", $"of={path}", "bs=64K", "iflag=fullblock", "oflag=seek_bytes", Text($"seek={position}"), "conv=notrunc", "status=none");
        File.Delete(source);
    }

    public static Task CutAsync(string path, long length) => RunAsync("truncate", "-s", Text($"{length}"), path);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, program);
    }
}
