using BenchmarkDotNet.Attributes;
using DepthCompress.GraphIR;

namespace DepthCompress.Benchmarks;

/// <summary>A MobileNetV2 of full width (14 MB) from file to graph and back.</summary>
[MemoryDiagnoser]
public class Files
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("benchmark");
    private Model? _model;

    private string Source => Path.Combine(_folder.FullName, "mobile.onnx");

    private string Target => Path.Combine(_folder.FullName, "copy.onnx");

    /// <summary>Writes the file that is read.</summary>
    [GlobalSetup]
    public void Write()
    {
        File.WriteAllBytes(Source, OnnxWriter.ToBytes(Networks.Mobile()));
        _model = Reading();
    }

    /// <summary>From file to graph.</summary>
    [Benchmark]
    public Model Reading() => OnnxReader.Read(Source, new DiagnosticSink());

    /// <summary>From graph to file.</summary>
    [Benchmark]
    public void Writing() => OnnxWriter.Write(_model!, Target, new OnnxWriteOptions { Force = true });

    /// <summary>From graph to text.</summary>
    [Benchmark]
    public string Printing() => GraphPrinter.Print(_model!.Graph);

    /// <summary>Removes the files.</summary>
    [GlobalCleanup]
    public void Remove() => _folder.Delete(recursive: true);
}
