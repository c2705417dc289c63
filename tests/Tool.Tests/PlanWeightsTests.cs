using System.Buffers.Binary;
using System.Text.Json;

namespace DepthCompress.Tool.Tests;

public sealed class PlanWeightsTests : IDisposable
{
    private static readonly string[] Small = ["--calibration-count", "32", "--refit-count", "32", "--selection-count", "16",
        "--longest-segment", "3", "--kernels", "3", "--families", "fit", "--metric", "mse"];

    private readonly CommandLine line = new();
    private readonly string model;

    public PlanWeightsTests()
    {
        model = line.Write("model.onnx", TinyNetworks.Residual);
        string[] words = ["plan", model, "--speedup", "1.05x", "-o", Plan, "--tables", line["t.db"], "--with-weights"];
        Assert.Equal(ExitCode.Done, line.Run([.. words, .. Small]));
    }

    [Fact]
    public void AReplayIsWhatSolvingAnewGivesToTheByte()
    {
        Assert.Equal(ExitCode.Done, line.Run(["apply", model, "--plan", Plan, "-o", line["solved.onnx"], "--refit"]));
        Assert.Equal(ExitCode.Done, line.Run(["apply", model, "--plan", Plan, "-o", line["replayed.onnx"], "--json"]));
        Assert.True(line.Json.GetProperty("replayed").GetBoolean());
        Assert.Equal(File.ReadAllBytes(line["solved.onnx"]), File.ReadAllBytes(line["replayed.onnx"]));
    }

    [Fact]
    public void NewWeightsAreNamedTensorsAndKnownOnesAreNotInTheFile()
    {
        var file = File.ReadAllBytes(Weights);
        var header = JsonDocument.Parse(file.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(file))).RootElement;
        var kernels = header.EnumerateObject().Where(entry => entry.Value.TryGetProperty("dtype", out var type) && type.GetString() == "F32"
            && entry.Value.GetProperty("shape").GetArrayLength() == 4).ToArray();
        Assert.NotEmpty(kernels);
        Assert.True(file.Length < new FileInfo(model).Length);
        Assert.Equal("depthcompress/weights/1", header.GetProperty("__metadata__").GetProperty("format").GetString());
    }

    [Fact]
    public void LineEndsOfThePlanDoNotCount()
    {
        File.WriteAllText(Plan, File.ReadAllText(Plan).ReplaceLineEndings("\r\n"));
        Assert.Equal(ExitCode.Done, line.Run("apply", model, "--plan", Plan, "-o", line["replayed.onnx"]));
    }

    [Fact]
    public void AnEditedPlanOrAnotherModelIsAnError()
    {
        File.AppendAllText(Plan, "// edited\n");
        Refused("DC2694", "another plan");
        File.WriteAllText(Plan, File.ReadAllText(Plan).Replace("// edited\n", "", StringComparison.Ordinal));
        line.Write("model.onnx", TinyNetworks.AnySize);
        Refused("DC2694", "another model");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(300)]
    public void ADamagedFileIsAnError(int length)
    {
        File.WriteAllBytes(Weights, File.ReadAllBytes(Weights)[..length]);
        Refused("DC2693", "cannot be read");
    }

    [Fact]
    public void AChangedNumberIsAnError()
    {
        var file = File.ReadAllBytes(Weights);
        file[^1] ^= 1;
        File.WriteAllBytes(Weights, file);
        Refused("DC2693", "not what was kept");
    }

    [Fact]
    public void TheWeightsOfAnyResultCanBeKept()
    {
        Assert.Equal(ExitCode.Done, line.Run("apply", model, "--plan", Plan, "-o", line["other.onnx"], "--refit", "--seed", "5"));
        Assert.Equal(ExitCode.BadInput, line.Run("weights", model, "--plan", Plan, "--result", line["other.onnx"]));
        Assert.Contains("DC1030", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, line.Run("weights", model, "--plan", Plan, "--result", line["other.onnx"], "--force"));
        Assert.Equal(ExitCode.Done, line.Run("apply", model, "--plan", Plan, "-o", line["replayed.onnx"]));
        Assert.Equal(File.ReadAllBytes(line["other.onnx"]), File.ReadAllBytes(line["replayed.onnx"]));
        Assert.Equal(ExitCode.BadInput, line.Run("weights", model, "--plan", Plan, "--result", model, "--force"));
        Assert.Contains("DC2696", line.Error, StringComparison.Ordinal);
    }

    public void Dispose() => line.Dispose();

    private string Plan => line["model.plan.json"];

    private string Weights => line["model.plan.weights.safetensors"];

    private void Refused(string code, string words)
    {
        Assert.Equal(ExitCode.BadInput, line.Run("apply", model, "--plan", Plan, "-o", line["replayed.onnx"], "--force"));
        Assert.Contains(code, line.Error, StringComparison.Ordinal);
        Assert.Contains(words, line.Error, StringComparison.Ordinal);
    }
}
