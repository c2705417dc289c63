using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>Small files that memory holds as large objects are refused before, or take no more than ten times the file and 100 MB.</summary>
public sealed class OnnxMemoryTests
{
    private const int Count = 42_000;

    public static TheoryData<string> Kinds => [.. Bombs.Keys];

    private static readonly Dictionary<string, Func<ModelProto>> Bombs = new()
    {
        ["nodes"] = () => Filled(model => model.Graph.Node.Add(new NodeProto())),
        ["inputs of a node"] = () => Filled(model => model.Graph.Node[0].Input.Add("")),
        ["attributes"] = () => Filled(model => model.Graph.Node[0].Attribute.Add(new AttributeProto())),
        ["initializers"] = () => Filled(model => model.Graph.Initializer.Add(new TensorProto())),
        ["types"] = () => Filled(model => model.Graph.ValueInfo.Add(new ValueInfoProto())),
        ["functions"] = () => Filled(model => model.Functions.Add(new FunctionProto())),
        ["training"] = () => Filled(model => model.TrainingInfo.Add(new TrainingInfoProto())),
        ["metadata"] = () => Filled(model => model.MetadataProps.Add(new StringStringEntryProto())),
        ["opsets"] = () => Filled(model => model.OpsetImport.Add(new OperatorSetIdProto { Version = 1 })),
        ["axes"] = () => Filled(model => model.Graph.Initializer[0].Dims.Add(1)),
        ["integers"] = () => Filled(model => model.Graph.Node[0].Attribute[0].Ints.Add(1)),
        ["small graphs"] = () => Filled(model => model.Graph.Node[0].Attribute[0].Graphs.Add(new GraphProto())),
        ["unknown fields"] = () => Filled(model => WithUnknownField(model)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MemoryIsInProportionToTheFile(string kind)
    {
        var bytes = Bombs[kind]().ToByteArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            OnnxReader.Read(bytes, new DiagnosticSink());
        }
        catch (DiagnosticException refused)
        {
            Assert.StartsWith("DC1", refused.Diagnostic.Descriptor.Code, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000 + (10L * bytes.Length));
    }

    [Fact]
    public void ManyEmptyNodesAreRefusedBeforeAnythingIsParsed()
    {
        var model = Filled(model => model.Graph.Node.AddRange([new NodeProto(), new NodeProto()]));

        var refused = Assert.Throws<DiagnosticException>(() => OnnxReader.Read(model.ToByteArray(), new DiagnosticSink()));
        Assert.Equal("DC1101", refused.Diagnostic.Descriptor.Code);
    }

    private static ModelProto Filled(Action<ModelProto> add)
    {
        var model = Chain();
        model.Graph.Initializer.Add(Floats("w", 1));
        model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "a" });
        for (var i = 0; i < Count; i++)
        {
            add(model);
        }

        return model;
    }
}
