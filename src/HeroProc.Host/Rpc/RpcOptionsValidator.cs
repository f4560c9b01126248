using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc;

/// <summary>Finds every fault of the settings at once, each with the setting's name, its value and the range.</summary>
internal sealed class RpcOptionsValidator : IValidateOptions<RpcOptions>
{
    public ValidateOptionsResult Validate(string? name, RpcOptions options)
    {
        var faults = new List<string>();
        Between(nameof(RpcOptions.MaxMessageBytes), options.MaxMessageBytes, 1_024, 1_073_741_824);
        Between(nameof(RpcOptions.MaxNesting), options.MaxNesting, 8, 64);
        Between(nameof(RpcOptions.MaxBatch), options.MaxBatch, 1, 100_000);
        Between(nameof(RpcOptions.MaxConnections), options.MaxConnections, 1, 65_535);
        Between(nameof(RpcOptions.MaxCallsPerConnection), options.MaxCallsPerConnection, 1, 65_535);
        Between(nameof(RpcOptions.MaxCalls), options.MaxCalls, 1, 1_000_000);
        Between(nameof(RpcOptions.RetryAfterMs), options.RetryAfterMs, 1, 3_600_000);
        Between(nameof(RpcOptions.MaxSendQueueBytes), options.MaxSendQueueBytes, options.MaxMessageBytes, long.MaxValue / 2);
        Between(nameof(RpcOptions.SendStallMs), options.SendStallMs, 100, 3_600_000);
        Between(nameof(RpcOptions.DrainMs), options.DrainMs, 0, 60_000);
        Between(nameof(RpcOptions.FirstByteMs), options.FirstByteMs, 100, 3_600_000);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Between(string setting, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{RpcOptions.Section}:{setting} is {value}; it must be from {least} to {most}.");
            }
        }
    }
}
