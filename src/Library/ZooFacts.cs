using System.Text.Json;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Report;
using DepthCompress.Runtime.Zoo;

namespace DepthCompress;

/// <summary>What papers say about the size of a network.</summary>
internal sealed record ZooFacts(int Convolutions, long Parameters, long MultiplyAccumulates)
{
    internal static ZooFacts Of(Graph graph) =>
        new(graph.Nodes.Count(node => node.Op is Conv), WeightCount.Of(graph), NetworkCost.MultiplyAccumulates(graph));

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("convolutions", Convolutions);
        json.WriteNumber("parameters", Parameters);
        json.WriteNumber("multiplyAccumulates", MultiplyAccumulates);
    }

    public override string ToString() =>
        $"{Convolutions} convolutions, {Figures.Count(Parameters)} parameters, {Figures.Count(MultiplyAccumulates)} multiply-accumulates";
}
