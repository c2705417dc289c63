using System.Globalization;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Report;

/// <summary>How figures are spelled, everywhere alike.</summary>
public static class Figures
{
    /// <summary><c>12.3 M</c>.</summary>
    public static string Count(double value) => value switch
    {
        >= 1e9 => Text(value / 1e9, "0.00 'G'"),
        >= 1e6 => Text(value / 1e6, "0.00 'M'"),
        >= 1e4 => Text(value / 1e3, "0.0 'k'"),
        _ => Text(value, "0"),
    };

    /// <summary><c>12.3 MB</c>.</summary>
    public static string Bytes(double value) => value switch
    {
        >= 1e9 => Text(value / 1e9, "0.00 'GB'"),
        >= 1e6 => Text(value / 1e6, "0.00 'MB'"),
        >= 1e3 => Text(value / 1e3, "0.0 'kB'"),
        _ => Text(value, "0 'B'"),
    };

    /// <summary>Milliseconds with about four digits.</summary>
    public static string Milliseconds(double value) =>
        Text(value, Math.Abs(value) >= 100 ? "0.0 'ms'" : Math.Abs(value) >= 10 ? "0.00 'ms'" : "0.000 'ms'");

    /// <summary><c>1.53x</c>.</summary>
    public static string Speedup(double value) => Text(value, "0.00'x'");

    /// <summary><c>4 s</c>, <c>2 min 05 s</c>, <c>1 h 20 min</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 10 => Text(seconds, "0.0 's'"),
        < 60 => Text(seconds, "0 's'"),
        < 3600 => $"{(int)(seconds / 60)} min {(int)seconds % 60:00} s",
        _ => $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min",
    };

    /// <summary>How much less a network has to compute, in a line.</summary>
    public static string Smaller(NetworkFacts before, NetworkFacts after)
    {
        var (first, second) = (Count(before.MultiplyAccumulates), Count(after.MultiplyAccumulates));
        return $"depth {before.Depth} -> {after.Depth}, multiply-accumulates {first} -> {second}";
    }

    /// <summary>What becomes of a segment: <c>fit 3x3</c>, <c>rank 16 3x3</c>, <c>thin 16</c>.</summary>
    public static string How(PlannedSegment segment)
    {
        var channels = segment.Channels is { } count ? Text(count, "' '0") : "";
        return $"{segment.Family}{channels}{(segment.KernelShape is { } kernel ? $" {string.Join('x', kernel)}" : "")}";
    }

    /// <summary>A speed-up with its confidence interval.</summary>
    public static string Speedup(LatencyComparison speed) =>
        $"{Speedup(speed.PairedSpeedup)} (95 % interval {Speedup(speed.PairedLow)} to {Speedup(speed.PairedHigh)})";

    /// <summary>A quality figure in the unit of its measure: shares in percent, PSNR in dB.</summary>
    public static string Quality(string metric, double value) => metric switch
    {
        "accuracy" or "agreement" => Text(100 * value, "0.00 '%'"),
        "psnr" => Text(value, "0.00 'dB'"),
        _ => Text(value, "0.00000"),
    };

    /// <summary>A quality figure with its confidence interval.</summary>
    public static string Level(string metric, Interval level) =>
        $"{Quality(metric, level.Value)} (95 % interval {Quality(metric, level.Low)} to {Quality(metric, level.High)})";

    /// <summary>A loss of quality with its confidence interval, shares in percentage points.</summary>
    public static string Drop(QualityChange change)
    {
        var (factor, format, unit) = change.Metric switch
        {
            "accuracy" or "agreement" => (100, "0.00", " points"),
            "psnr" => (1, "0.000", " dB"),
            _ => (1, "0.00000", ""),
        };
        var (low, high) = (Text(factor * change.DropLow, format), Text(factor * change.DropHigh, format));
        return $"{Text(factor * change.Drop, format)}{unit} (95 % interval {low} to {high})";
    }

    /// <summary>A change of quality as tables promise it; a dash where nobody asked.</summary>
    public static string Change(double value) => double.IsNaN(value) ? "-" : Text(value, "0.0000");

    /// <summary>A number in the given format, whatever the user's language.</summary>
    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
