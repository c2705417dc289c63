using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What is asked of several devices, judged.</summary>
internal static partial class DeviceValues
{
    /// <summary>This machine, as a source of latencies.</summary>
    internal const string Here = "here";

    private const int MostDevices = 16;

    /// <summary>What a target can be about.</summary>
    internal static ImmutableArray<string> Objectives { get; } = [.. Enum.GetNames<DeviceObjective>().Select(name => name.ToLowerInvariant())];

    /// <summary>Whether plans are for named devices.</summary>
    internal static bool HasDevices(this Settings settings) => settings.Devices?.From is { IsDefaultOrEmpty: false };

    /// <summary>Makes sure that a command that measures here is not asked to plan for other devices.</summary>
    /// <exception cref="DiagnosticException">DC3367.</exception>
    internal static void RefuseDevices(this Settings settings, string command)
    {
        if (settings.HasDevices())
        {
            throw DiagnosticCatalog.DevicesNotHere.Error(null, command);
        }
    }

    /// <summary>What a target that names no device is about.</summary>
    internal static DeviceObjective Objective(this Settings settings) => settings.Devices?.Objective is not { } word ? DeviceObjective.Max
        : Objectives.Contains(word) ? Enum.Parse<DeviceObjective>(word, ignoreCase: true)
        : throw SettingValues.Bad("--objective", word, $"there are {string.Join(", ", Objectives)}");

    /// <summary>The devices with what is asked of each by name or by a number of milliseconds for all.</summary>
    /// <exception cref="DiagnosticException">A slip in any of the settings.</exception>
    internal static ImmutableArray<DeviceWish> Wishes(this Settings settings)
    {
        var devices = settings.Devices!;
        ImmutableArray<(string Name, string Source)> named = [.. devices.From!.Value.Select(Named)];
        Check(named);
        ImmutableArray<string> names = [.. named.Select(device => device.Name)];
        var budgets = Of("--budget", Budgets(settings), names, text => LatencyBudget.Parse(text)
            ?? throw SettingValues.Bad("--budget", text, "milliseconds such as 12ms, a part such as 70% or a factor such as 1.5x is wanted"));
        var weights = Of("--weights", devices.Weights ?? [], names, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight is > 0 and <= 1e6 ? weight
                : throw SettingValues.Bad("--weights", text, "a number above 0 such as a=2 is wanted"));
        return weights.Count > 0 && settings.Objective() is not DeviceObjective.Weighted
            ? throw SettingValues.Bad("--weights", string.Join(',', devices.Weights!.Value), "only '--objective weighted' counts devices unequally")
            : [.. named.Select(device => new DeviceWish(device.Name, device.Source, weights.GetValueOrDefault(device.Name, 1),
                budgets.TryGetValue(device.Name, out var budget) ? budget : null))];
    }

    /// <summary>The latency that is asked for without naming a device, as a part of the original's; null for none.</summary>
    internal static double? JointRatio(this Settings settings) => WithoutNames(settings).TargetRatio();

    /// <summary>The settings without targets that name devices, which stand in a list of their own.</summary>
    private static Settings WithoutNames(Settings settings) => settings with
    {
        Speedup = NamesDevices(settings.Speedup) ? null : settings.Speedup,
        TargetLatency = NamesDevices(settings.TargetLatency) ? null : settings.TargetLatency,
    };

    private static bool NamesDevices(string? target) => target?.Contains('=', StringComparison.Ordinal) is true;

    /// <summary>Every budget, whichever option it was given with.</summary>
    private static ImmutableArray<string> Budgets(Settings settings) =>
    [
        .. settings.Devices!.Budgets ?? [],
        .. new[] { settings.Speedup, settings.TargetLatency }.Where(NamesDevices).SelectMany(list => list!.Split(',', StringSplitOptions.TrimEntries)),
        .. settings.BudgetMs is { } all ? [string.Create(CultureInfo.InvariantCulture, $"{all}ms")] : Array.Empty<string>(),
    ];

    /// <summary>Values by the names of devices; one without a name is that of all that have none of their own.</summary>
    private static Dictionary<string, T> Of<T>(string option, ImmutableArray<string> list, ImmutableArray<string> names, Func<string, T> read)
    {
        var values = new Dictionary<string, T>();
        foreach (var entry in list.OrderByDescending(entry => entry.Contains('=', StringComparison.Ordinal)))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            var value = read(entry[(equals + 1)..]);
            if (equals < 0)
            {
                foreach (var name in names)
                {
                    values.TryAdd(name, value);
                }
            }
            else if (!names.Contains(entry[..equals]))
            {
                throw DiagnosticCatalog.DeviceUnknown.Error(null, option, entry[..equals], string.Join(", ", names));
            }
            else if (!values.TryAdd(entry[..equals], value))
            {
                throw SettingValues.Bad(option, entry, "this device has one already");
            }
        }

        return values;
    }

    private static (string Name, string Source) Named(string entry) => NamedForm().Match(entry) is { Success: true } match
        ? (match.Groups["name"].Value, match.Groups["source"].Value)
        : (Path.GetFileNameWithoutExtension(entry.Split('?')[0]), entry);

    private static void Check(ImmutableArray<(string Name, string Source)> devices)
    {
        if (devices.Length > MostDevices)
        {
            throw SettingValues.Bad("--devices", $"{devices.Length} devices", $"up to {MostDevices} are planned for");
        }

        foreach (var group in devices.GroupBy(device => device.Name).Where(group => group.Count() > 1 || group.Key.Length == 0))
        {
            throw SettingValues.Bad("--devices", group.First().Source, $"two devices are called '{group.Key}': name them, as in a=FILE,b=FILE");
        }
    }

    [GeneratedRegex(@"\A(?<name>[\w.\- ]+)=(?<source>.+)\z")]
    private static partial Regex NamedForm();
}
