using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// How an image is changed anew each time it is trained on, after resize and center crop and before everything else that its
/// <see cref="Preprocessing"/> does. Two are equal where they are written alike.
/// </summary>
public sealed record Augmentation
{
    private const int WidestBorder = 1024;

    /// <summary>Images as they are.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Zeros put around the image, of which a part of the old size is then cut out anywhere; 0 for none.</summary>
    public int Crop { get; init; }

    /// <summary>Whether every second image is mirrored, left for right.</summary>
    public bool Flip { get; init; }

    /// <summary>
    /// Below 1: instead of resize and center crop, a part of the image of at least this share of its area, of 3:4 to 4:3, anywhere, is
    /// brought to the same size.
    /// </summary>
    public double Zoom { get; init; } = 1;

    /// <summary>Reads <c>none</c>, or steps such as <c>crop=4;flip</c> or <c>zoom=0.35;flip</c>.</summary>
    /// <exception cref="DiagnosticException">DC2025: it is something else.</exception>
    public static Augmentation Parse(string text)
    {
        var result = None;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, null) : (part[..equals].Trim(), part[(equals + 1)..].Trim());
            if (!result.TryAdd(key, value, out var next))
            {
                throw DiagnosticCatalog.AugmentationNotUnderstood.Error(null, text, Why(part, key));
            }

            result = next;
        }

        return result is { Crop: > 0, Zoom: < 1 }
            ? throw DiagnosticCatalog.AugmentationNotUnderstood.Error(null, text, "crop and zoom exclude each other")
            : result;
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads back.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. Crop > 0 ? [$"crop={Crop}"] : Array.Empty<string>(),
            .. Zoom < 1 ? [string.Create(CultureInfo.InvariantCulture, $"zoom={Zoom:R}")] : Array.Empty<string>(),
            .. Flip ? ["flip"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "none" : string.Join(';', parts);
    }

    private bool TryAdd(string key, string? value, [NotNullWhen(true)] out Augmentation? result)
    {
        result = (key, value) switch
        {
            ("none", null) => this,
            ("flip", null) => this with { Flip = true },
            ("crop", { } text) when int.TryParse(text, NumberStyles.None, null, out var border) && border is > 0 and <= WidestBorder =>
                this with { Crop = border },
            ("zoom", { } text) when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
                && share is > 0 and < 1 => this with { Zoom = share },
            _ => null,
        };
        return result is not null;
    }

    private static string Why(string part, string key) => key switch
    {
        "crop" => $"'{part}': a number of pixels from 1 to {WidestBorder} is wanted",
        "zoom" => $"'{part}': a share of the area between 0 and 1 is wanted",
        "none" or "flip" => $"'{part}': '{key}' takes no value",
        _ => $"'{key}' is unknown; known are none, crop, flip, zoom",
    };
}
