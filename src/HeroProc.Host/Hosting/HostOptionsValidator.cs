using System.Globalization;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Hosting;

/// <summary>Checks <see cref="HostOptions"/>; all faults at once, each with the setting's name and its bad value.</summary>
internal sealed class HostOptionsValidator : IValidateOptions<HostOptions>
{
    public ValidateOptionsResult Validate(string? name, HostOptions options)
    {
        var faults = new List<string>();
        if (ListenUrl.TryParse(options.Url, out var reason) is null)
        {
            faults.Add($"Host:Url: '{options.Url}' {reason}");
        }

        CheckRange(faults, nameof(options.MaxConnections), options.MaxConnections, 1, 100_000);
        CheckRange(faults, nameof(options.KeepAliveTimeout), options.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        CheckRange(faults, nameof(options.RequestHeadersTimeout), options.RequestHeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        CheckRange(faults, nameof(options.StopTimeout), options.StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckRange<T>(List<string> faults, string setting, T value, T low, T high)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Host:{setting}: '{value}' is not between {low} and {high}"));
        }
    }
}
