using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>The one-line form of <see cref="Preprocessing"/>: <c>in;resize=256;crop=224</c>.</summary>
public static class PreprocessingText
{
    private const int MostPixels = 16384;
    private const string Keys = "color, resize, filter, crop, enlarge, noise, seed, scale, mean, std, upscale, layout, diffuse";

    /// <summary>The presets: name and meaning.</summary>
    public static ImmutableArray<KeyValuePair<string, Preprocessing>> Presets { get; } =
    [
        new("raw", Preprocessing.Raw),
        new("unit", new() { Scale = 1.0 / 255 }),
        new("in", new() { Scale = 1.0 / 255, Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] }),
        new("up2", new() { Scale = 1 / 127.5, Mean = [1], Upscale = 2 }),
        new("gray-noise25", new() { Color = ColorMode.Gray, Scale = 1.0 / 255, Noise = 25 }),
        new("luma-x2", new() { Color = ColorMode.Luma, Scale = 1.0 / 255, Enlarge = 2 }),
        new("luma-x3", new() { Color = ColorMode.Luma, Scale = 1.0 / 255, Enlarge = 3 }),
        new("luma-x4", new() { Color = ColorMode.Luma, Scale = 1.0 / 255, Enlarge = 4 }),
        new("ddpm", new() { Scale = 1 / 127.5, Mean = [1], Diffuse = 1000 }),
    ];

    /// <summary>Reads the text; otherwise says in words what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Preprocessing? preprocessing, [NotNullWhen(false)] out string? problem)
    {
        (preprocessing, problem) = (null, null);
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
        {
            problem = "it is empty";
            return false;
        }

        var result = Preprocessing.Raw;
        for (var i = 0; i < parts.Length; i++)
        {
            var equals = parts[i].IndexOf('=', StringComparison.Ordinal);
            var next = equals >= 0
                ? With(result, parts[i][..equals].Trim(), parts[i][(equals + 1)..].Trim())
                : i == 0 ? Preset(parts[0]) : null;
            if (next is null)
            {
                problem = equals < 0
                    ? $"'{parts[i]}' is no preset; presets are {string.Join(", ", Presets.Select(preset => preset.Key))}"
                    : Why(parts[i], parts[i][..equals].Trim());
                return false;
            }

            result = next;
        }

        preprocessing = result;
        return true;
    }

    /// <summary>A preset's name where there is one, otherwise everything that differs from <c>raw</c>.</summary>
    public static string Format(Preprocessing value)
    {
        var text = Spell(value);
        return Presets.FirstOrDefault(preset => Spell(preset.Value) == text).Key ?? text;
    }

    private static string Spell(Preprocessing value)
    {
        var parts = new List<string>();
        Add(value.Color != ColorMode.Keep, "color", value.Color.ToString().ToLowerInvariant());
        Add(value.Resize.Count > 0, "resize", string.Join('x', value.Resize));
        Add(value.Resize.Count > 0 && value.Filter != ResampleFilter.Bilinear, "filter", value.Filter.ToString().ToLowerInvariant());
        Add(value.Crop.Count > 0, "crop", string.Join('x', value.Crop));
        Add(value.Enlarge != 1, "enlarge", Invariant(value.Enlarge));
        Add(value.Noise > 0, "noise", Invariant(value.Noise));
        Add((value.Noise > 0 || value.Diffuse > 0) && value.Seed != 1, "seed", Invariant(value.Seed));
        Add(value.Scale != 1, "scale", Fraction(value.Scale));
        Add(!value.Mean.IsEmpty, "mean", string.Join(',', value.Mean.Select(mean => Invariant(mean))));
        Add(!value.Std.IsEmpty, "std", string.Join(',', value.Std.Select(std => Invariant(std))));
        Add(value.Upscale != 1, "upscale", Invariant(value.Upscale));
        Add(value.Layout != PixelLayout.Nchw, "layout", value.Layout.ToString().ToLowerInvariant());
        Add(value.Diffuse > 0, "diffuse", Invariant(value.Diffuse));
        return parts.Count == 0 ? "scale=1" : string.Join(';', parts);

        void Add(bool isSaid, string key, string text)
        {
            if (isSaid)
            {
                parts.Add($"{key}={text}");
            }
        }
    }

    private static Preprocessing? Preset(string name) => Presets.FirstOrDefault(preset => preset.Key == name).Value;

    private static Preprocessing? With(Preprocessing value, string key, string text) => key switch
    {
        "color" when Name<ColorMode>(text) is { } color => value with { Color = color },
        "filter" when Name<ResampleFilter>(text) is { } filter => value with { Filter = filter },
        "layout" when Name<PixelLayout>(text) is { } layout => value with { Layout = layout },
        "resize" when Sizes(text) is { } sizes => value with { Resize = sizes },
        "crop" when Sizes(text) is { } sizes => value with { Crop = sizes is [var side] ? [side, side] : sizes },
        "enlarge" when Whole(text, 1, 16) is { } factor => value with { Enlarge = factor },
        "upscale" when Whole(text, 1, 64) is { } factor => value with { Upscale = factor },
        "seed" when Whole(text, 0, int.MaxValue) is { } seed => value with { Seed = seed },
        "diffuse" when Whole(text, 0, MostPixels) is { } steps => value with { Diffuse = steps },
        "noise" when Number(text) is { } noise and >= 0 => value with { Noise = noise },
        "scale" when Number(text) is { } scale && scale != 0 => value with { Scale = scale },
        "mean" when Numbers(text) is { } means => value with { Mean = means },
        "std" when Numbers(text) is { } stds && stds.All(std => std > 0) => value with { Std = stds },
        _ => null,
    };

    private static string Why(string part, string key) => key switch
    {
        "color" => $"'{part}': one of keep, gray, luma is wanted",
        "filter" => $"'{part}': one of nearest, bilinear, bicubic is wanted",
        "layout" => $"'{part}': one of nchw, nhwc is wanted",
        "resize" or "crop" => $"'{part}': a size such as 224 or 224x224 is wanted, at most {MostPixels}",
        "enlarge" => $"'{part}': a factor from 1 to 16 is wanted",
        "upscale" => $"'{part}': a factor from 1 to 64 is wanted",
        "diffuse" => $"'{part}': a number of steps such as 1000 is wanted, at most {MostPixels}",
        "seed" => $"'{part}': a whole number is wanted",
        "noise" or "scale" => $"'{part}': a number such as 25 or 1/255 is wanted",
        "mean" => $"'{part}': numbers with commas between them are wanted, one or one for each channel",
        "std" => $"'{part}': numbers above zero with commas between them are wanted, one or one for each channel",
        _ => $"'{key}' is unknown; known are {Keys}",
    };

    private static T? Name<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value : null;

    private static Dims? Sizes(string text)
    {
        int?[] sizes = [.. text.Split('x').Select(size => Whole(size, 1, MostPixels))];
        return sizes.Length <= 2 && sizes.All(size => size is not null) ? Dims.Create([.. sizes.Select(size => size!.Value)]) : null;
    }

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, null, out var number) && number >= least && number <= most ? number : null;

    private static double? Number(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            return Number(text[..slash]) / Number(text[(slash + 1)..]) is { } quotient && double.IsFinite(quotient) ? quotient : null;
        }

        return double.TryParse(text, NumberStyles.Float, null, out var number) && double.IsFinite(number) ? number : null;
    }

    private static ImmutableArray<double>? Numbers(string text)
    {
        double?[] numbers = [.. text.Split(',').Select(Number)];
        return numbers.All(number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
    }

    private static string Fraction(double value) => 1 / value is var inverse && inverse > 1 && 1 / Math.Round(inverse, 6) == value
        ? $"1/{Invariant(Math.Round(inverse, 6))}"
        : Invariant(value);

    private static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
