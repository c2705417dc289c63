namespace DepthCompress.Runtime.Zoo;

/// <summary>What the weights of a network made from code are.</summary>
public enum InitialWeights
{
    /// <summary>
    /// As different from each other as those of a trained network: convolutions by fan-in, scales uniform in 0.5 … 1.5, shifts normal with
    /// deviation 0.1. For trying out, not for training.
    /// </summary>
    Varied,

    /// <summary>
    /// Where training starts: convolutions normal with variance 2 / fan-out (He et al. 2015), linear layers normal with deviation 0.01,
    /// scales 1, everything else 0.
    /// </summary>
    Trainable,

    /// <summary>Zeros that share their memory: for counting and for shapes.</summary>
    Zero,
}
