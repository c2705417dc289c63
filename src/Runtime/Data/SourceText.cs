using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>What <c>scheme:path?key=value&amp;key=value</c> says.</summary>
public sealed record SourceText(string Scheme, string Path, ImmutableArray<KeyValuePair<string, string>> Options)
{
    /// <summary>Takes the text apart.</summary>
    /// <exception cref="DiagnosticException">It has another form.</exception>
    public static SourceText Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw DiagnosticCatalog.UnknownDataSource.Error(text, DataSources.Forms);
        }

        var rest = text[(colon + 1)..];
        var question = rest.LastIndexOf('?');
        if (question < 0)
        {
            return new SourceText(text[..colon], rest, []);
        }

        var options = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var option in rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw DiagnosticCatalog.BadDataOption.Error(text, option, "an option is written key=value");
            }

            var key = option[..equals];
            if (options.Any(known => known.Key == key))
            {
                throw DiagnosticCatalog.BadDataOption.Error(text, option, "it is given twice");
            }

            options.Add(new(key, option[(equals + 1)..]));
        }

        return new SourceText(text[..colon], rest[..question], options.ToImmutable());
    }

    /// <summary>As above; null for a text of another form.</summary>
    public static SourceText? TryParse(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    public bool Has(string key) => Options.Any(option => option.Key == key);

    /// <summary>The same source with an option set, or with it removed where <paramref name="value"/> is null.</summary>
    public SourceText With(string key, string? value)
    {
        var others = Options.RemoveAll(option => option.Key == key);
        return this with { Options = value is null ? others : others.Add(new(key, value)) };
    }

    public override string ToString() =>
        $"{Scheme}:{Path}" + (Options.IsEmpty ? "" : "?" + string.Join('&', Options.Select(option => $"{option.Key}={option.Value}")));
}
