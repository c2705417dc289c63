using System.Security.Cryptography;
using System.Text;

namespace DepthCompress.Report;

/// <summary>Files that are put into every page.</summary>
internal static class Asset
{
    /// <summary>Our style sheet.</summary>
    internal static string Style { get; } = Read("report.css")!;

    /// <summary>Our script: the choice of light and dark, charts, the line below a layer map.</summary>
    internal static string Script { get; } = Read("report.js")!;

    /// <summary>The library that draws charts; null in a build that had none.</summary>
    internal static string? ChartScript { get; } = Read("uPlot.iife.min.js");

    /// <summary>Its style sheet.</summary>
    internal static string ChartStyle { get; } = Read("uPlot.min.css") ?? "";

    /// <summary>What a page says of a script so that a browser runs it and no other.</summary>
    internal static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string? Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream($"DepthCompress.Report.{name}");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
