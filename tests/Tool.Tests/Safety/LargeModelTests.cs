using System.Diagnostics;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Tool.Tests;

/// <summary>
/// Models whose weights take more memory than there is: what nothing changes is neither read into memory nor given to the engine. The limit is of the
/// system, on what a process may write to; pages of mapped files are not among it.
/// </summary>
public sealed class LargeModelTests : IDisposable
{
    private const long Weight = 64 << 20;
    private const int Products = 6;
    private const long Limit = 320 << 20;

    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime)]
    public void OptimizeProvesAModelThatIsLargerThanTheMemory()
    {
        WriteLarge(line["large.onnx"]);
        var result = Run("optimize", line["large.onnx"], "-o", line["out.onnx"], "--json");

        Assert.True(result.GetProperty("verified").GetBoolean());
        Assert.Equal(Products * Weight, new FileInfo(line["out.onnx.data"]).Length);
        Assert.Equal(Products, result.GetProperty("proof").GetProperty("nodesLeftOut").GetInt32());
        Assert.Equal(Products * Weight, result.GetProperty("proof").GetProperty("bytesLeftOut").GetInt64());
        Assert.Equal(1, result.GetProperty("before").GetProperty("nodes").GetInt32() - result.GetProperty("after").GetProperty("nodes").GetInt32());
    }

    [NeedsFact(Need.OnnxRuntime)]
    public void InspectReadsNoWeights()
    {
        WriteLarge(line["large.onnx"]);

        Assert.Equal(Products * Weight / sizeof(float), Run("inspect", line["large.onnx"], "--json").GetProperty("original").GetProperty("parameters").GetInt64() - 32);
    }

    private static JsonElement Run(params string[] args)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -d {Limit >> 10}; exec \"$@\"", "sh", "dotnet",
            Path.Combine(AppContext.BaseDirectory, "depthcompress.dll"), .. args])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result + output);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>A convolution whose normalization can be folded, and products whose weights lie beside the file.</summary>
    private static void WriteLarge(string path)
    {
        const int Columns = 1 << 12;
        var network = GraphParser.Parse("""
            graph @large
              in %x : f32[1,4,32,32]
              const %w : f32[4,4,1,1] = random(1)
              const %s : f32[4] = positive(2)
              const %h : f32[4] = random(3)
              const %m : f32[4] = random(4)
              const %v : f32[4] = positive(5)
              %a = Conv(%x, %w) kernel_shape=[1,1]
              %b = BatchNormalization(%a, %s, %h, %m, %v)
              %c = Reshape(%b) shape=[1,4096]
              out %c
            """);
        var (nodes, outputs) = (network.Nodes.ToList(), new List<GraphOutput>());
        var constants = network.Initializers.ToDictionary();
        var shared = Tensor.Zeros(ElementType.Float32, [Columns, (int)(Weight / Columns / sizeof(float))]);
        for (var number = 0; number < Products; number++)
        {
            var (weight, result) = (new Value($"weight{number}"), new Value($"result{number}"));
            constants[weight] = shared;
            nodes.Add(new Node { Name = $"product{number}", Op = new MatMul(), Inputs = [network.Outputs[0].Value, weight], Outputs = [result] });
            outputs.Add(new GraphOutput(result.Hint, result));
        }

        var graph = Graph.Create("large", network.Inputs, nodes, [.. outputs], constants);
        OnnxWriter.Write(new Model(graph, new OnnxShell()), path, new OnnxWriteOptions { ExternalData = true });
    }

    public void Dispose() => line.Dispose();
}
