using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Typed reads of a source's options. What nobody read is unknown, and is refused together with what was.</summary>
internal sealed class SourceOptions(SourceText text)
{
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);

    public int? Integer(string key, int least, int most)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.AllowLeadingSign, null, out var number) && number >= least && number <= most
            ? number
            : throw Bad(key, value, $"a whole number from {least} to {most} is wanted");
    }

    public double? Number(string key, double least, double most)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        return double.TryParse(value, NumberStyles.Float, null, out var number) && number >= least && number <= most
            ? number
            : throw Bad(key, value, $"a number from {least} to {most} is wanted");
    }

    /// <summary>One of <paramref name="choices"/>; the first where the option is not given.</summary>
    public string Choice(string key, params ReadOnlySpan<string> choices)
    {
        if (Text(key) is not { } value)
        {
            return choices[0];
        }

        return choices.Contains(value) ? value : throw Bad(key, value, $"one of {string.Join(", ", choices!)} is wanted");
    }

    public string? Text(string key)
    {
        known.Add(key);
        return text.Options.FirstOrDefault(option => option.Key == key).Value;
    }

    /// <summary>Called when all have been read.</summary>
    /// <exception cref="DiagnosticException">There is an option that nobody read.</exception>
    public void Complete()
    {
        if (text.Options.FirstOrDefault(option => !known.Contains(option.Key)).Key is { } key)
        {
            throw DiagnosticCatalog.UnknownDataOption.Error(text.ToString(), key, string.Join(", ", known));
        }
    }

    private DiagnosticException Bad(string key, string value, string reason) =>
        DiagnosticCatalog.BadDataOption.Error(text.ToString(), $"{key}={value}", reason);
}
