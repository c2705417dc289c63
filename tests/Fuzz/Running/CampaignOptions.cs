using System.Globalization;

namespace DepthCompress.Fuzz;

/// <summary>What a campaign is to do, from its command line.</summary>
/// <param name="Loads">How many files of each format.</param>
/// <param name="Seed">Decides every change.</param>
/// <param name="Output">The folder for what is found.</param>
/// <param name="Seeds">A folder of further models to begin with; empty for none.</param>
internal sealed record CampaignOptions(ImmutableArray<(string Format, long Loads)> Loads, int Seed, string Output, string Seeds)
{
    /// <summary><c>onnx=800000,plan=20000 --seed 1 --output found --seeds models</c>.</summary>
    public static CampaignOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new CampaignOptions([], 1, "fuzz-output", "");
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--output" => options with { Output = arguments[++i] },
                "--seeds" => options with { Seeds = arguments[++i] },
                var formats => options with { Loads = [.. formats.Split(',').Select(Entry)] },
            };
        }

        return options;
    }

    private static (string, long) Entry(string text) => text.Split('=') is [var format, var loads]
        ? (FuzzFormats.Of(format).Name, long.Parse(loads, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is not of the form format=loads");
}
