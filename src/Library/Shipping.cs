using System.Text.Json.Nodes;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>
/// What of plans and settings goes into a model that is shipped: what was decided and from which images, but not in which folders of whose
/// machine they lay, nor how many threads trained. So equal work gives equal files, wherever it is done.
/// </summary>
internal static class Shipping
{
    /// <summary>A plan as it is written into a model.</summary>
    internal static CompressionPlan Of(CompressionPlan plan) => plan with
    {
        Calibration = WithoutFolders(plan.Calibration)!,
        Configuration = plan.Configuration is { } configuration ? Of(SettingsFile.Of(configuration, "plan")) : null,
    };

    /// <summary>A plan of channels as it is written into a model.</summary>
    internal static WidthPlan Of(WidthPlan plan) => plan with
    {
        Configuration = plan.Configuration is { } configuration ? Of(SettingsFile.Of(configuration, "plan")) : null,
        Depth = plan.Depth is { } depth ? DepthFirst.ToJson(Of(PlanFile.Parse(depth.ToJsonString(), "plan"))) : null,
    };

    /// <summary>Settings as they are written into a model.</summary>
    internal static JsonObject Of(Settings settings) => (settings with
    {
        Data = WithoutFolders(settings.Data),
        TestData = WithoutFolders(settings.TestData),
        Devices = settings.Devices is { } devices ? devices with { From = devices.From is { } from ? [.. from.Select(DeviceWithoutFolder)] : null } : null,
        Training = settings.Training is { } training ? training.WithoutPlace with { Teacher = NameOf(training.Teacher) } : null,
    }).ToJson();

    /// <summary>A source of images with the names of its files alone; what is said behind it stays.</summary>
    internal static string? WithoutFolders(string? source)
    {
        if (source is null || source.IndexOf(':', StringComparison.Ordinal) <= 0)
        {
            return source;
        }

        // The preprocessing stands behind the source, and may hold what looks like an option.
        var end = source.IndexOf(" | ", StringComparison.Ordinal) is >= 0 and var bar ? bar : source.Length;
        var text = SourceText.Parse(source[..end]);
        return (text with
        {
            Path = NameOf(text.Path),
            Options = [.. text.Options.Select(option => KeyValuePair.Create(option.Key, NameOf(option.Value)))],
        }) + source[end..];
    }

    /// <summary>Where the latencies of a device come from, without folders; the name in front of it stays.</summary>
    private static string DeviceWithoutFolder(string entry)
    {
        var query = entry.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? at : entry.Length;
        var (file, name) = (NameOf(entry[..query]), entry.IndexOf('=', StringComparison.Ordinal));
        return (name > 0 && name < query && !file.Contains('=', StringComparison.Ordinal) ? entry[..(name + 1)] : "") + file + entry[query..];
    }

    /// <summary>What stands behind the last separator of folders, of whatever system.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(path))]
    private static string? NameOf(string? path) => path?.TrimEnd('/', '\\').Split('/', '\\')[^1];
}
