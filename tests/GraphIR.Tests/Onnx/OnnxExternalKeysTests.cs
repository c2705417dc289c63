using Google.Protobuf;
using Onnx;
using static DepthCompress.GraphIR.Tests.OnnxSample;

namespace DepthCompress.GraphIR.Tests;

/// <summary>What a file may say of where its tensors lie: numbers that are none or too large, keys that nobody knows, again and again.</summary>
public sealed class OnnxExternalKeysTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OnnxExternalKeysTests() => File.WriteAllBytes(folder.File("w.bin"), new byte[32]);

    public static TheoryData<string> NoNumbers =>
    [
        "-1", "+1", "-0", "9223372036854775808", "18446744073709551615", "99999999999999999999999999999999999999999", "0x10", "1e1", "1.0",
        " 1", "1 ", "1_0", "1,0", "", "\u0967", "\0", "true", "-9223372036854775808",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public void AnOffsetOrALengthThatIsNoNumberIsRefused(string text)
    {
        foreach (var key in new[] { "offset", "length" })
        {
            var tensor = External("w", "w.bin", 0, 16, 4);
            tensor.ExternalData.Single(entry => entry.Key == key).Value = text;

            Assert.Equal("DC1014", Refusal(tensor));
        }
    }

    [Theory]
    [InlineData(long.MaxValue, 16, "DC1014")]
    [InlineData(long.MaxValue - 15, 16, "DC1014")]
    [InlineData(17, 16, "DC1014")]
    [InlineData(0, long.MaxValue, "DC1010")]
    [InlineData(long.MaxValue, long.MaxValue, "DC1010")]
    [InlineData(0, 0, "DC1010")]
    public void NoSumOverflows(long offset, long length, string code) => Assert.Equal(code, Refusal(External("w", "w.bin", offset, length, 4)));

    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, 16)]
    [InlineData(32, 0)]
    public void WhatEndsWithTheFileIsInsideIt(long offset, long length) =>
        Assert.Equal(length, Load(External("w", "w.bin", offset, length, length / 4), new DiagnosticSink()).Graph.Initializers.Values.Single().Bytes.Length);

    /// <summary>Of two equal keys the last one counts, for the check as for the reading.</summary>
    [Fact]
    public void AKeyThatIsGivenTwiceIsCheckedAsItIsRead()
    {
        var tensor = External("w", "w.bin", 0, 16, 4);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "17" });
        Assert.Equal("DC1014", Refusal(tensor));

        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../w.bin" });
        Assert.Equal("DC1012", Refusal(tensor));
    }

    [Fact]
    public void EndlessKeysThatNobodyKnowsAreToldOfInProportion()
    {
        var tensor = External("w", "w.bin", 0, 16, 4);
        tensor.ExternalData.AddRange(Enumerable.Range(0, 200_000).Select(key => new StringStringEntryProto { Key = $"{key}" }));
        var sink = new DiagnosticSink();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Load(tensor, sink);

        Assert.InRange(sink.All.Length, 1, 20);
        Assert.All(sink.All, found => Assert.Equal("DC1015", found.Descriptor.Code));
        Assert.Equal("the key '0' of the external data of 'w' is unknown and was ignored", sink.All[0].Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000 + (10 * new FileInfo(folder.File("model.onnx")).Length));
    }

    private string Refusal(TensorProto tensor) =>
        Assert.Throws<DiagnosticException>(() => Load(tensor, new DiagnosticSink())).Diagnostic.Descriptor.Code;

    private Model Load(TensorProto tensor, DiagnosticSink sink)
    {
        File.WriteAllBytes(folder.File("model.onnx"), WithConstant(tensor).ToByteArray());
        return OnnxReader.Read(folder.File("model.onnx"), sink);
    }
}
