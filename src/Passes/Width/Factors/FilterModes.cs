namespace DepthCompress.Passes.Width;

/// <summary>The names of <see cref="FilterMode"/>, as options and reports spell them.</summary>
public static class FilterModes
{
    private static readonly (FilterMode Mode, string Name)[] All =
    [
        (FilterMode.InBlock, "in-block"), (FilterMode.LosslessColumns, "lossless-columns"),
        (FilterMode.Official, "official"), (FilterMode.StageConsistent, "stage-consistent"),
    ];

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> Names => [.. All.Select(mode => mode.Name)];

    /// <summary>The name of a mode.</summary>
    public static string NameOf(FilterMode mode) => All.First(entry => entry.Mode == mode).Name;

    /// <summary>The mode of a name; null where there is none.</summary>
    public static FilterMode? Find(string name) => Array.Find(All, entry => entry.Name == name) is { Name: not null } found ? found.Mode : null;
}
