using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Networks that train in milliseconds.</summary>
internal static class TrainingNetworks
{
    /// <summary>Two convolutions with batch norms for <see cref="TrainingSamples.Images"/>.</summary>
    public static Graph Classifier(int seed = 1) => GraphParser.Parse($"""
        graph @classifier
          in %x : f32[N,2,6,6]
          const %w1 : f32[6,2,3,3] = random({seed})
          const %g1 : f32[6] = positive({seed + 10})
          const %s1 : f32[6] = random({seed + 20})
          const %m1 : f32[6] = zeros
          const %v1 : f32[6] = ones
          const %w2 : f32[8,6,3,3] = random({seed + 30})
          const %b2 : f32[8] = random({seed + 40})
          const %w : f32[4,32] = random({seed + 50})
          const %b : f32[4] = zeros
          %c1 = Conv(%x, %w1) kernel_shape=[3,3] pads=[1,1,1,1] @conv1
          %n1 = BatchNormalization(%c1, %g1, %s1, %m1, %v1) @norm1
          %r1 = Relu(%n1) @relu1
          %c2 = Conv(%r1, %w2, %b2) kernel_shape=[3,3] pads=[1,1,1,1] strides=[3,3] @conv2
          %r2 = Relu(%c2) @relu2
          %f = Flatten(%r2) @flatten
          %y = Gemm(%f, %w, %b) transB=1 @head
          out %y
        """);

    /// <summary>y = W x + b, from three numbers to two.</summary>
    public static Graph Affine() => GraphParser.Parse("""
        graph @affine
          in %x : f32[N,3]
          const %w : f32[2,3] = random(1)
          const %b : f32[2] = random(2)
          %y = Gemm(%x, %w, %b) transB=1 @head
          out %y
        """);

    /// <summary>The numbers of an initializer.</summary>
    public static double[] Numbers(this Graph graph, string name) => graph.Initializers[graph.ValueNamed(name)!].ToDoubles();

    /// <summary>Whether two graphs have the same weights, bit for bit.</summary>
    public static bool HasWeightsOf(this Graph graph, Graph other) =>
        graph.Initializers.Values.Zip(other.Initializers.Values).All(pair => pair.First.ContentEquals(pair.Second));
}
