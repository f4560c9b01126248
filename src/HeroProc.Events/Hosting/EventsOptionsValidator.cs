using Microsoft.Extensions.Options;

namespace HeroProc.Events.Hosting;

/// <summary>Checks every setting of the extension and reports all faults at once.</summary>
internal sealed class EventsOptionsValidator : IValidateOptions<EventsOptions>
{
    public ValidateOptionsResult Validate(string? name, EventsOptions options)
    {
        List<string> faults = [];
        Range(options.Intake.MaxPayloadBytes, 1, 26_214_400, "Intake:MaxPayloadBytes");
        Range(options.Intake.MaxPayloadDepth, 1, 512, "Intake:MaxPayloadDepth");
        Range(options.Intake.DuplicateWindowDays, 1, 30, "Intake:DuplicateWindowDays");
        Range(options.Intake.MaxHops, 1, 100, "Intake:MaxHops");
        Range(options.Intake.RetryAfterMs, 1, 60_000, "Intake:RetryAfterMs");
        Range(options.Dispatch.MaxStarting, 1, 1024, "Dispatch:MaxStarting");
        Range(options.Dispatch.MaxUnfinished, 1000, 1_000_000, "Dispatch:MaxUnfinished");
        Range(options.Dispatch.RestMs, 10, 60_000, "Dispatch:RestMs");
        if (options.Rpc.AllowedSockets.FirstOrDefault(static path => !Path.IsPathFullyQualified(path)) is { } relative)
        {
            faults.Add($"{EventsOptions.Section}:Rpc:AllowedSockets: expected absolute paths of sockets, got '{relative}'");
        }

        Range(options.Retention.Days, 1, 3650, "Retention:Days");
        Range(options.Retention.MaxBytes, 134_217_728, 1L << 60, "Retention:MaxBytes");
        Range(options.Retention.CheckMinutes, 1, 1440, "Retention:CheckMinutes");
        Range(options.Backup.IntervalMinutes, 0, 10_080, "Backup:IntervalMinutes");
        Range(options.Backup.Keep, 1, 100, "Backup:Keep");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Range(long value, long low, long high, string setting)
        {
            if (value < low || value > high)
            {
                faults.Add($"{EventsOptions.Section}:{setting}: expected a whole number from {low} to {high}, got {value}");
            }
        }
    }
}
