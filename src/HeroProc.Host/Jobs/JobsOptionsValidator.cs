using System.Globalization;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Jobs;

/// <summary>Checks <see cref="JobsOptions"/>; all faults at once, each with the setting's name, its bad value and the range.</summary>
internal sealed class JobsOptionsValidator : IValidateOptions<JobsOptions>
{
    public ValidateOptionsResult Validate(string? name, JobsOptions options)
    {
        var faults = new List<string>();
        Range(nameof(options.MaxParallel), options.MaxParallel, 0, 1_024);
        Range(nameof(options.QueueLimit), options.QueueLimit, 1, 1_000_000);
        Range(nameof(options.TableLimit), options.TableLimit, 1, 5_000_000);
        Range(nameof(options.MaxJobBytes), options.MaxJobBytes, 1024, 31 * 1024 * 1024);
        Range(nameof(options.LogBytes), options.LogBytes, 8 * 1024, 64 * 1024 * 1024);
        Range(nameof(options.KeptAttempts), options.KeptAttempts, 1, 1_000);
        Range(nameof(options.KillGrace), options.KillGrace, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Range(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range(nameof(options.Retention), options.Retention, TimeSpan.FromDays(7), TimeSpan.FromDays(3_650));
        Range(nameof(options.KeptJobs), options.KeptJobs, 0, 5_000_000);
        Range(nameof(options.TidyInterval), options.TidyInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Range(nameof(options.TidyBatch), options.TidyBatch, 1, 100_000);
        Range(nameof(options.SegmentBytes), options.SegmentBytes, 1024L * 1024, 1024L * 1024 * 1024);
        if (options.TableLimit < options.QueueLimit)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Jobs:TableLimit: '{options.TableLimit}' is below Jobs:QueueLimit '{options.QueueLimit}'; every waiting job needs its place"));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Range<T>(string setting, T value, T low, T high)
            where T : IComparable<T>
        {
            if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Jobs:{setting}: '{value}' is not between {low} and {high}"));
            }
        }
    }
}
