namespace DepthCompress;

/// <summary>A unit that a limit can have.</summary>
/// <param name="Name">As it is written; empty for none.</param>
/// <param name="Factor">What one of it is, in the unit that results are in.</param>
/// <param name="IsPart">Whether it is a part of the original's figure.</param>
internal sealed record GateUnit(string Name, double Factor, bool IsPart = false)
{
    private static readonly GateUnit None = new("", 1);
    private static readonly GateUnit Part = new("%", 0.01, IsPart: true);

    /// <summary>The units of a kind of figure; the first is meant where none is written.</summary>
    internal static ImmutableArray<GateUnit> Of(GateKind kind) => kind switch
    {
        GateKind.Loss => [None, new("pp", 0.01), new("dB", 1)],
        GateKind.Share => [None, new("%", 0.01)],
        GateKind.Decibels => [new("dB", 1)],
        GateKind.Number => [None],
        GateKind.Factor => [new("x", 1)],
        GateKind.Time => [new("ms", 1), new("us", 0.001), new("s", 1000), Part],
        GateKind.Bytes => [new("B", 1), new("kB", 1e3), new("MB", 1e6), new("GB", 1e9), new("KiB", 1 << 10), new("MiB", 1 << 20),
            new("GiB", 1 << 30), Part],
        _ => [None, new("k", 1e3), new("M", 1e6), new("G", 1e9), Part],
    };

    /// <summary>The unit of that name; null where the kind of figure has none such.</summary>
    internal static GateUnit? Named(string name, GateKind kind) => name.Length == 0 ? Of(kind)[0]
        : Of(kind).FirstOrDefault(unit => unit.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
