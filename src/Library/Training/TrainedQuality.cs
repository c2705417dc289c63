using System.Text.Json;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>What training did to a network, on images that it never saw.</summary>
/// <param name="Evaluation">The scores.</param>
/// <param name="Before">The number of the network as it was.</param>
/// <param name="After">The number of the network as it is.</param>
/// <param name="Data">The images.</param>
internal sealed record TrainedQuality(Evaluation Evaluation, int Before, int After, string Data)
{
    /// <summary>The first measure of the result in words.</summary>
    internal string Summary => $"{Evaluation.Metrics[0]} {Figures.Level(Evaluation.Metrics[0], Evaluation.Of(After, 0))}";

    /// <summary>Writes the properties of an object that is open.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("testData", Data);
        json.WritePropertyName("quality");
        Write(0, json);
        json.WriteStartArray("qualities");
        for (var metric = 0; metric < Evaluation.Metrics.Length; metric++)
        {
            Write(metric, json);
        }

        json.WriteEndArray();
    }

    /// <summary>One line for each measure.</summary>
    internal void Tell(Session session)
    {
        for (var metric = 0; metric < Evaluation.Metrics.Length; metric++)
        {
            var name = Evaluation.Metrics[metric];
            var (before, after) = (Evaluation.Of(Before, metric), Evaluation.Of(After, metric));
            session.Say(
                $"{name}: {Figures.Quality(name, before.Value)} -> {Figures.Level(name, after)}, {Evaluation.Samples} samples of {Data}");
        }
    }

    private void Write(int metric, Utf8JsonWriter json) => QualityJson.Write(
        Evaluation.Change(Before, After, metric), json);
}
