int mpr_interposer_placeholder(void);
