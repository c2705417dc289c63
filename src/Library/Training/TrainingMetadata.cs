using System.Text.Json;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What is written into a trained model about where it comes from: nothing that differs from run to run.</summary>
/// <param name="Data">The training images.</param>
/// <param name="Preprocess">How they became inputs.</param>
/// <param name="Summary">The recipe and the quality in a line.</param>
internal sealed record TrainingMetadata(string? Data, string? Preprocess, string Summary)
{
    private const string Key = "depthcompress.training";

    /// <summary>What a model says; null where it says nothing.</summary>
    internal static TrainingMetadata? Of(Model model)
    {
        if (model.Shell.Metadata.FirstOrDefault(entry => entry.Key == Key).Value is not { } text)
        {
            return null;
        }

        try
        {
            var json = JsonNode.Parse(text)!.AsObject();
            var accuracy = json["accuracy"] is { } share ? $"; accuracy {Figures.Quality("accuracy", (double)share)}" : "";
            return new((string?)json["data"], (string?)json["preprocess"], $"{(string?)json["recipe"]}{accuracy}");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The entries of a model's metadata.</summary>
    internal static ImmutableArray<KeyValuePair<string, string>> Of(Settings settings, string digest, TrainingFacts facts,
        TrainedQuality? quality) =>
    [
        new("depthcompress.version", ToolVersion.Text),
        new("depthcompress.model", digest),
        new(Key, Training(settings, facts, quality).ToJsonString(JsonReport.Relaxed)),
        new("depthcompress.configuration", Shipping.Of(settings).ToJsonString(JsonReport.Relaxed)),
    ];

    private static JsonObject Training(Settings settings, TrainingFacts facts, TrainedQuality? quality)
    {
        var json = new JsonObject
        {
            ["recipe"] = facts.Recipe,
            ["data"] = Shipping.WithoutFolders(settings.Data),
            ["images"] = facts.Images,
            ["preprocess"] = settings.Preprocess,
            ["augment"] = settings.Training!.Augment,
            ["seed"] = facts.Seed,
            ["steps"] = facts.Steps,
        };
        if (quality is not null)
        {
            var level = quality.Evaluation.Of(quality.After, 0);
            json["testData"] = Shipping.WithoutFolders(quality.Data);
            json[quality.Evaluation.Metrics[0]] = Math.Round(level.Value, 6);
            json["samples"] = quality.Evaluation.Samples;
        }

        return json;
    }
}
